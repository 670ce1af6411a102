"""The configuration of a project: defaults of the options, targets, and expected failures."""

from .file import ConfigurationFile, find_configuration
from .project import Project, ProjectTarget, read_project

__all__ = ["ConfigurationFile", "Project", "ProjectTarget", "find_configuration", "read_project"]
