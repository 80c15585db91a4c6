"""What has gone wrong with a release, and what a person did about it."""
