"""Page objects of the systems that robots work in: one folder a kind of system, in it one folder a vendor."""
