"""What makes a run begin: a person, a schedule in Prefect, or the waiting item itself."""
