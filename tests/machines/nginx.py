"""Which nginx stands before the web processes, and where does it come from on a machine that has none?

``python -m tests.machines.nginx`` prints its path, after installing Debian's ``nginx-light`` where apt and root are at
hand. It runs with the project's own ``deploy/nginx.conf``, in which ports, folders and the certificate are replaced.
"""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PROJECT = Path(__file__).resolve().parents[2]
HOST = "health.example.org"
INSTALL = "apt-get update && apt-get install --yes --no-install-recommends nginx-light"
AROUND = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    types {{ text/css css; font/woff2 woff2; }}
    include {folder}/site.conf;
}}
"""


def find() -> str | None:
    """The one named by ``NGINX``, or one on the path or where Debian puts it."""
    named = os.environ.get("NGINX")
    return shutil.which(named) if named else shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


def find_or_install() -> str | None:
    if (path := find()) or os.environ.get("NGINX") or os.geteuid() or not shutil.which("apt-get"):
        return path
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["sh", "-c", INSTALL], stdout=sys.stderr, env=quiet)
    return find()


def absence() -> str:
    named = os.environ.get("NGINX")
    what = f"NGINX names {named}, which does not start" if named else "There is no nginx on this machine"
    return f"{what}. Install one (on Debian: apt install nginx-light), or name it in NGINX."


def written(folder: Path, *, port: int, servers: list[int]) -> Path:
    """The configuration, in a folder that also holds its certificate, cache and log. Returns what nginx is to read."""
    text = (PROJECT / "deploy" / "nginx.conf").read_text()
    upstream = "".join(f"server 127.0.0.1:{server} max_fails=2 fail_timeout=5s;" for server in servers)
    replaced = {
        r"listen \[::\]:\d+[^;]*;": "",
        r"listen 80;": f"listen unix:{folder}/plain;",
        r"listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        r"server 127\.0\.0\.1:8000[^;]*;": upstream,
        r"/var/cache/nginx/imprimatur": f"{folder}/cache",
        r"/var/log/nginx|/etc/ssl/imprimatur|/srv/imprimatur": str(folder),
    }
    for pattern, instead in replaced.items():
        text, number = re.subn(pattern, instead, text)
        assert number, f"deploy/nginx.conf has no {pattern} any more."
    (folder / "site.conf").write_text(text)
    certified(folder)
    whole = folder / "nginx.conf"
    whole.write_text(AROUND.format(folder=folder, user="" if os.geteuid() else "user root;"))
    return whole


def certified(folder: Path) -> None:
    """A certificate that nobody vouches for, for a day."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)


if __name__ == "__main__":
    if (found := find_or_install()) is None:
        sys.exit(absence())
    sys.stdout.write(f"{found}\n")
