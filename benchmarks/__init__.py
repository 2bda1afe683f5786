"""What is measured and how, with the floor beside it. Started by ``manage.py bench``; see README.md here."""
