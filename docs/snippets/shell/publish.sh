DOCS_BASE_URL=https://example.org/electron tox run -e docs
cp -r build/site/. /srv/www/electron/
