"""Runs the gcloud CLI's own commands one after another in one interpreter: starting it takes longer than a command."""
import sys

root, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
sys.path[:0] = [root + '/lib', root + '/lib/third_party']

from googlecloudsdk import gcloud_main  # pylint: disable=g-import-not-at-top

cli = gcloud_main.CreateCLI([])
for number in range(first, last):
    cli.Execute(['run', 'jobs', 'create', 'nightly-%d' % number, '--image', 'us-docker.pkg.dev/cloudrun/container/job'])
