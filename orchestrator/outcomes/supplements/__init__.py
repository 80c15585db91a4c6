"""Questions to the applicant: what a caseworker lacks, until when it is waited for, and what was answered."""
