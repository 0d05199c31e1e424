"""Starts moto's server with its validation of CloudFormation templates switched off.

moto takes every finding of cfn-lint, warnings too, for an invalid template. The packaged stack has its own checks
(npm run package:check); here it shall only be brought up.
"""

import sys

from moto.cloudformation import models
from moto.server import main

models.validate_template_cfn_lint = lambda template: []

if __name__ == "__main__":
    main(sys.argv[1:])
