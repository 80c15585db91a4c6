"""Where the world comes in: portal (people), api (machines), cli. May import every floor below."""
