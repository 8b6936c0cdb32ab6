"""What was said: traces, where they live, and chats that become traces. Nothing here is ever lost."""
