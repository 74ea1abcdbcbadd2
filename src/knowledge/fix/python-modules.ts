// Python's modules by name: a module that is not found may be one of these, mistyped, and installing a package of the mistyped name
// would bring in whatever a stranger has published under it.

import { findSpellings } from './misspelling.ts'

/** Modules that come with Python 3, those that people import or run with -m. */
const STANDARD = new Set(
  'abc argparse array ast asyncio base64 bisect builtins bz2 calendar cmath cmd code codecs collections colorsys compileall concurrent configparser contextlib copy cProfile csv ctypes curses dataclasses datetime dbm decimal difflib dis doctest email ensurepip enum errno fcntl filecmp fileinput fnmatch fractions ftplib functools gc getopt getpass gettext glob grp gzip hashlib heapq hmac html http idlelib imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes mmap multiprocessing netrc numbers operator os pathlib pdb pickle pkgutil platform plistlib poplib posixpath pprint profile pstats pwd py_compile pyclbr pydoc queue quopri random re readline resource runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3 ssl stat statistics string stringprep struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile termios textwrap threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo'.split(
    ' ',
  ),
)

/** Modules of packages that many install. */
const POPULAR =
  'aiohttp alembic anthropic arrow attr black boto3 botocore bs4 build cachetools celery certifi cffi chardet click colorama coverage cryptography cv2 cython dateutil django docker docx dotenv fastapi flake8 flask fsspec gevent greenlet gunicorn h5py httpie httpx huggingface_hub hypothesis idna invoke ipykernel IPython isort jinja2 jose joblib jsonschema jupyter jupyterlab jwt kivy lxml magic markdown matplotlib mkdocs mypy nltk notebook numba numpy openai openpyxl orjson pandas paramiko parso peewee PIL pip pipenv pipx plotly poetry polars pre_commit psutil psycopg psycopg2 pyarrow pydantic pygame pygments pylint pymongo pyparsing pyright pytest pytz pyramid redis regex requests rich ruff scipy scrapy seaborn selenium setuptools simplejson six sklearn spacy sphinx sqlalchemy starlette statsmodels streamlit sympy tabulate tensorflow toml tomli torch torchvision tornado tox tqdm transformers twine typer tzdata ujson urllib3 uvicorn virtualenv watchdog websocket websockets werkzeug wheel xlrd yaml yarl yt_dlp zmq'.split(
    ' ',
  )

const KNOWN = [...STANDARD, ...POPULAR]
/** The distance of a word with one slip: a letter too few, too many, wrong or in another place. */
const ONE_SLIP = 1.2

/** True for a module that comes with Python: no package of its name brings it. */
export const isStandardModule = (name: string): boolean => STANDARD.has(name)

/** The known module that a name is one slip away from; null for a known one and for one that is like none. */
export function findMeantModule(name: string): string | null {
  if (name.length < 3 || KNOWN.includes(name)) return null
  const [near] = findSpellings(name, KNOWN, () => 0.5, 1)
  return near && near.distance <= ONE_SLIP ? near.word : null
}
