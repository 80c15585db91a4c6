"""Who has read which cases, and what is odd about it (lag 2001:454, 10 §)."""
