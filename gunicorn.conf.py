"""How does gunicorn serve this site? It finds this file where it is started; its command line overrules every line."""

from gunicorn.http import message

worker_class = "gthread"  # as many of them as WEB_CONCURRENCY says; a reader on a slow line holds a thread, not a process
threads = 4
timeout = 60  # seconds without a sign of life, after which a worker is replaced
graceful_timeout = 30  # what is being answered when the site stops may be finished
keepalive = 5

# A long address reaches Django, whose page says what is wrong with it; gunicorn's own refusal is a bare line. Without
# any limit a line that never ends would fill the memory, and a limit above this constant is not heeded.
limit_request_line = message.MAX_REQUEST_LINE = 2**16
