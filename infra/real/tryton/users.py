"""Who may log in, beside the administrator; invented, and only ever on loopback. Our code and the seed both read it."""

ROBOT, PERSON = "robot-1287", "ekonom"
PASSWORDS = {ROBOT: "robot-demo-2026", PERSON: "ekonom-demo-2026"}
