"""The advisors' web app: sign-in, the queue, a page for each case. Server-rendered; a small script keeps pages fresh."""
