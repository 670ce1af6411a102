"""Records: the documents that commands write and read as JSON.

Each module holds one document; ``conformance schema`` prints its JSON Schema.
"""
