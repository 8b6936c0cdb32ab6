"""Ask: the plan, the conversation, all of them, follow-ups."""
