# Sets PYTHON to an interpreter that the project supports, the caller's choice first.
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
        PYTHON=$candidate
        return 0
    fi
done
echo "Python: no interpreter from 3.11 to 3.13 found; install one, or name it: make PYTHON=…" >&2
return 1
