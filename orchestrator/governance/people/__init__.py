"""Who: people, their roles and scopes, their sign-ins."""
