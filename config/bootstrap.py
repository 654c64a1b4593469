"""From a fresh checkout to a running site: ``python3 config/bootstrap.py run | test | check`` and so on.

Standard library only, and no syntax newer than Python 3.6, so that an old Python can still say what is missing.
It makes ``.venv``, installs the hashed lock into it once, and hands over to ``manage.py`` or the checks.
"""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
VAR = os.path.join(ROOT, "var")
SUPPORTED = ((3, 11), (3, 15))
SPACE_NEEDED = 2 * 1024**3
#: A few tests are sooner done by one process. Of all, many wait for servers, hence one more than there are cores;
#: each takes a stretch of the tests, since those of a module share what takes long to make.
EVERYTHING = ["-n", str(min((os.cpu_count() or 1) + 1, 4)), "--dist", "worksteal"]
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}


class CannotStart(Exception):
    """One line that says what is wrong and how to mend it."""


def main(arguments):
    """Run one of the tasks; returns the exit code."""
    tasks = {"run": run, "test": test, "check": check, "coverage": coverage, "mutants": mutants, "stop": stop}
    tasks["install"] = install_dev
    if len(arguments) < 1 or arguments[0] not in tasks:
        print("usage: python3 config/bootstrap.py run|test|check|coverage|mutants|stop|install", file=sys.stderr)
        return 2
    keep_compiled(os.environ)
    try:
        return tasks[arguments[0]](arguments[1:])
    except CannotStart as problem:
        print("sanbao: %s" % problem, file=sys.stderr)
        return 1
    except OSError as problem:
        print("sanbao: %s" % explain_os_error(problem), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def keep_compiled(environment):
    """Let our processes keep what they compile where ``environment`` forbids it, as containers do: in var, not beside.

    Reading two thousand modules anew takes four of the six seconds of processor time that a start costs.
    """
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        environment.setdefault("PYTHONPYCACHEPREFIX", os.path.join(VAR, "bytecode"))


def run(arguments):
    """Start the whole site and stay in front of it."""
    install("run")
    os.execv(PYTHON, [PYTHON, os.path.join(ROOT, "manage.py"), "up"] + arguments)


def test(arguments):
    """Run the tests on throw-away services."""
    install("dev")
    return call([PYTHON, "-m", "pytest"] + (arguments or EVERYTHING))


def coverage(arguments):
    """Run the tests and say which branches of the apps they run; ``[tool.coverage]`` in pyproject.toml says of what."""
    install("dev")
    return call([PYTHON, "-m", "pytest", "--cov", "--cov-report=term"] + (arguments or EVERYTHING))


def check(arguments):
    """Lint, types, layers, templates, migrations and deployment settings; every check runs, all must pass."""
    install("dev")
    production = dict(
        os.environ,
        SANBAO_MODE="production",
        SECRET_KEY="for-this-check-only-" + "0123456789abcdefghijklmnopqrstuvwxyz",
        SANBAO_SEAL_KEYS="check=" + "0123456789abcdefghijklmnopqrstuvwxyz",
        ALLOWED_HOSTS="sanbao.example.org",
        DATABASE_URL="postgresql://sanbao_app@db.example.org/sanbao",
        REDIS_URL="redis://redis.example.org:6379",
    )
    # By module and not by script: the scripts of an environment name the place where it was made.
    tool = [PYTHON, "-m"]
    manage = [PYTHON, "manage.py"]
    checks = [
        (tool + ["ruff", "check", "."], None),
        (tool + ["ruff", "format", "--check", "."], None),
        (tool + ["mypy"], None),
        ([PYTHON, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"], None),
        (tool + ["djlint", "templates", "--lint", "--quiet"], None),
        # It compares models with files; that it may not look into a database is no news.
        (
            [PYTHON, "-W", "ignore:Got an error checking:RuntimeWarning", "manage.py"]
            + ["makemigrations", "--check", "--dry-run"],
            None,
        ),
        (manage + ["lintmigrations"], dict(os.environ, DJANGO_SETTINGS_MODULE="config.test_settings")),
        (manage + ["check", "--deploy", "--fail-level", "WARNING"], production),
    ]
    failed = [] if audit() else ["pip-audit"]
    for command, environment in checks:
        name = "lint-imports" if "importlinter" in command[2] else " ".join(command[1:])
        print("--- %s" % name, flush=True)
        if call(command, environment) != 0:
            failed.append(name)
    for name in failed:
        print("failed: %s" % name, file=sys.stderr)
    return 1 if failed else 0


def audit():
    """Compare the lock of what runs with the published advisories; True unless one of them is about a package of it.

    Without a network, or where advisories are not mirrored, one line says that nothing was compared.
    """
    print("--- pip-audit", flush=True)
    command = [PYTHON, "-m", "pip_audit", "--requirement", LOCKS["run"], "--disable-pip", "--require-hashes"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=90)
        found = json.loads(done.stdout.decode("utf-8", "replace"))["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        found = []
    compared = [package for package in found if "vulns" in package]
    if len(compared) < max(len(found), 1):
        print("%d of %d packages compared: advisories cannot be reached for the others" % (len(compared), len(found)))
    for package in compared:
        for advisory in package["vulns"]:
            mended = ", ".join(advisory["fix_versions"]) or "no version yet"
            print("%s %s: %s, mended in %s" % (package["name"], package["version"], advisory["id"], mended))
    return not any(package["vulns"] for package in compared)


def mutants(arguments):
    """Put faults into the rules and see whether the tests notice."""
    install("dev")
    return call([PYTHON, "-m", "tests.mutants"] + arguments)


def stop(arguments):
    """Stop a site that runs in the background."""
    if not os.path.exists(PYTHON):
        return 0
    return call([PYTHON, "manage.py", "down"] + arguments)


def install_dev(arguments):
    """Only install, with everything that tests and checks need."""
    install("dev")
    return 0


def call(command, environment=None):
    return subprocess.call(command, cwd=ROOT, env=environment)


def install(name):
    """Bring ``.venv`` to the lock ``name``; a stamp tells when there is nothing to do, and then no network is used."""
    python = find_python()
    os.makedirs(VAR, exist_ok=True)
    with open(os.path.join(VAR, "install.lock"), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Another installation is under way; waiting for it …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not up_to_date(name):
            make_environment(python)
            fill_environment(python, name)


def find_python():
    """The Python to build the environment with: this one, or a newer one on the path."""
    if SUPPORTED[0] <= sys.version_info[:2] < SUPPORTED[1]:
        return sys.executable
    for minor in range(SUPPORTED[1][1] - 1, SUPPORTED[0][1] - 1, -1):
        found = shutil.which("python3.%d" % minor)
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            return found
    raise CannotStart(
        "Python %d.%d is not supported: install Python 3.11, 3.12, 3.13 or 3.14 and run make again"
        % sys.version_info[:2]
    )


def stamp(name):
    digest = hashlib.sha256()
    with open(os.path.join(ROOT, LOCKS[name]), "rb") as lock:
        digest.update(lock.read())
    return "%s %s" % (name, digest.hexdigest())


def stamp_file():
    return os.path.join(VENV, "sanbao-installed")


def up_to_date(name):
    """Whether the environment holds the lock; one that also has the tools for development will do."""
    if not os.path.exists(stamp_file()) or subprocess.call([PYTHON, "-c", ""], stderr=subprocess.DEVNULL) != 0:
        return False
    with open(stamp_file()) as file:
        have = file.read().split("\n")
    return stamp(name) in have


def make_environment(python):
    if os.path.exists(PYTHON) and subprocess.call([PYTHON, "-c", ""], stderr=subprocess.DEVNULL) == 0:
        return
    free = shutil.disk_usage(ROOT).free
    if free < SPACE_NEEDED:
        raise CannotStart(
            "the disk is nearly full: %d MB are free under %s and about 2000 are needed; make room and run make again"
            % (free // 1024**2, ROOT)
        )
    print("Making the Python environment in .venv …", flush=True)
    if os.path.lexists(VENV):
        shutil.rmtree(VENV) if os.path.isdir(VENV) and not os.path.islink(VENV) else os.remove(VENV)
    made = subprocess.run([python, "-m", "venv", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode != 0:  # Debian's Python comes without ensurepip: pip from outside will do
        shutil.rmtree(VENV, ignore_errors=True)
        made = subprocess.run(
            [python, "-m", "venv", "--without-pip", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    if made.returncode != 0:
        raise CannotStart("the environment .venv cannot be made: %s" % last_line(made.stdout))


def fill_environment(python, name):
    lock = os.path.join(ROOT, LOCKS[name])
    with open(lock) as file:
        total = sum(1 for line in file if line[:1].isalnum())
    print("Installing %d packages (once; later starts need no network) …" % total, flush=True)
    has_pip = (
        subprocess.call([PYTHON, "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    )
    pip = [PYTHON, "-m", "pip"] if has_pip else [python, "-m", "pip", "--python", PYTHON]
    command = pip + ["install", "--require-hashes", "--no-deps", "--disable-pip-version-check", "--no-input"]
    command += ["--progress-bar", "off", "--retries", "3", "--no-compile", "-r", lock]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT)
    lines, seen = [], 0
    for raw in process.stdout:
        line = raw.decode("utf-8", "replace").rstrip()
        lines.append(line)
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            seen += 1
            if seen % 20 == 0:
                print("  %d of %d packages" % (seen, total), flush=True)
        elif line.startswith("Installing collected"):
            print("  unpacking …", flush=True)
    if process.wait() != 0:
        raise CannotStart(explain("\n".join(lines)))
    have = [stamp(name)] + ([stamp("run")] if name == "dev" else [])
    with open(stamp_file() + ".new", "w") as file:
        file.write("\n".join(have) + "\n")
    os.replace(stamp_file() + ".new", stamp_file())


def explain(output):
    """Turn pip's complaint into one line with the mend."""
    if "No space left on device" in output:
        return "the disk is full: about 2000 MB are needed under %s; make room and run make again" % ROOT
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in output:
        return (
            "a package is not the one of the lock: your package index or cache hands out something else; do not use it"
        )
    signs = (
        "NewConnectionError",
        "Name or service not known",
        "name resolution",
        "timed out",
        "Could not find a version",
        "ConnectTimeout",
        "Network is unreachable",
        "Connection refused",
        "ProxyError",
    )
    if any(sign in output for sign in signs):
        return (
            "the first start must fetch its packages and the package index cannot be reached: "
            "connect to the network (or set PIP_INDEX_URL to a mirror) and run make again"
        )
    if "No module named pip" in output:
        return "pip is missing: install python3-venv or python3-pip and run make again"
    return "the packages cannot be installed: %s" % last_line(output.encode())


def explain_os_error(problem):
    """The same for what the system refuses."""
    if problem.errno == errno.ENOSPC:
        return "the disk is full: about 2000 MB are needed under %s; make room and run make again" % ROOT
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "%s may not be written: run as the owner of %s" % (problem.filename or ROOT, ROOT)
    return str(problem)


def last_line(output):
    lines = [line for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no message"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
