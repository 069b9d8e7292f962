"""A generator behind the routes of Runway and of OpenAI's completions."""
