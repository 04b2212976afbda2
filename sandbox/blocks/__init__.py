"""What Slack accepts in views and messages, and what it makes of it."""
