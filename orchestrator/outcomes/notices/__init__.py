"""Notices to applicants: a message that tells neither service nor outcome, sent once."""
