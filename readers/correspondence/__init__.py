"""What do readers send us, and what do we send them? The newsletter, questions, reports of problems, enquiries."""
