"""The web server: workers share nothing but the database, so any number will do."""

import os

bind = os.environ.get("MASAR_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("MASAR_THREADS", "4"))
timeout = 60
graceful_timeout = 20
max_requests = 20000
max_requests_jitter = 2000
accesslog = None  # addresses hold case and task ids: not written down unless an operator asks
