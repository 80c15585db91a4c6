"""The rooms of the portal: one file a room."""
