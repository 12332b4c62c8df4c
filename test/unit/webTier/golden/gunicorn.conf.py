# 2 x 100 requests at a time, and 32 connections for checks and idle routers.
bind = "0.0.0.0:8000"
backlog = 512
worker_class = "gevent"
workers = 2
worker_connections = 132
timeout = 30
graceful_timeout = 25
keepalive = 75
worker_tmp_dir = "/tmp"
errorlog = "-"
loglevel = "warning"
