"""Settings, database, errors and clock: what every floor above stands on."""
