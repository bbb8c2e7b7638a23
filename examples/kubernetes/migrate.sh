#!/bin/sh
# Runs the Job and ends as it ends: with 0 where everything is applied, with 1 and its log where it failed. A Job of this name
# that is still at work is stopped first: its migration in flight ends or is rolled back, and the new one goes on from there.
set -eu
folder=$(dirname "$0")
kubectl delete job gateway-migrate --ignore-not-found
kubectl apply --filename "$folder/migrate-job.yaml"
# kubectl waits for one condition at a time: a Job that failed would be waited for until the time is over.
until kubectl wait job/gateway-migrate --for condition=complete --timeout 5s 2> /dev/null; do
  # Ends the script where the Job is gone or the cluster does not answer.
  kubectl get job/gateway-migrate > /dev/null
  if kubectl wait job/gateway-migrate --for condition=failed --timeout 0 2> /dev/null; then
    kubectl logs --selector job-name=gateway-migrate --tail -1
    exit 1
  fi
done
