"""The trial in shadow: is everything in place, do robot and caseworkers agree, and may it go live."""
