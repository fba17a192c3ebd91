FROM python:3.12-slim

WORKDIR /app
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY kg ./kg
COPY cli ./cli
COPY cypher ./cypher
COPY seeds ./seeds
RUN pip install --no-cache-dir --constraint constraints.txt . \
    && useradd --create-home --uid 1000 kg \
    && install --directory --owner kg /graph

USER kg
WORKDIR /graph
ENV KG_STORE=/graph/.kg
ENTRYPOINT ["kg"]
CMD ["--help"]
