# The first boot of an application instance. Anything heavier belongs in an image of its own.
#
# Set in front of this file: ARTIFACT (s3://…), ARTIFACT_SHA256, PORT, HEALTH_PATH, GROUP, LAUNCH_HOOK, TERMINATE_HOOK,
# DRAIN_SECONDS, WAIT_SECONDS, PARAMETER_PATH, PARAMETERS (names), ENVIRONMENT (lines), LOG_GROUP, METRICS (a namespace).
# The artifact is an archive with an executable file `run` at its root. `run` serves HTTPS on $PORT with
# $TLS_CERTIFICATE and $TLS_KEY, answers 200 on $HEALTH_PATH, and finds ENVIRONMENT's lines and the parameters in
# its environment. A file `packages` beside it names what `run` needs of Amazon Linux, such as its interpreter.
#
# Any step that fails ends the boot, and tells Auto Scaling to take another instance. Only when the application
# answers its health check does Auto Scaling put the instance behind the load balancer.
set -euo pipefail

metadata() {
  local token
  token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
  curl -sf -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
}
answer_hook() {
  aws autoscaling complete-lifecycle-action --auto-scaling-group-name "$GROUP" --instance-id "${INSTANCE_ID-}" \
    --lifecycle-hook-name "$1" --lifecycle-action-result "$2"
}
ended() {
  local status=$?
  if ((status)); then
    echo "BOOT FAILED with status $status after $SECONDS seconds: the instance is given up" >&2
    sleep 15 # for the agent to send this line
    answer_hook "$LAUNCH_HOOK" ABANDON || true
  fi
}
wait_until() {
  until "$@"; do
    if ((SECONDS > WAIT_SECONDS)); then
      echo "gave up after $SECONDS seconds: $*" >&2
      return 1
    fi
    sleep 10
  done
}
trap ended EXIT

AWS_REGION=$(metadata placement/region)
INSTANCE_ID=$(metadata instance-id)
export AWS_REGION

useradd --system --no-create-home --shell /sbin/nologin app
install -d /opt/app
install -d -o app -g app -m 0750 /var/log/app
install -d -g app -m 0750 /etc/app

# First, so that a boot that fails leaves its log. An unreachable package repository costs the log, not the service.
cat >/etc/app/agent.json <<EOF
{"agent": {"omit_hostname": true},
 "logs": {"logs_collected": {"files": {"collect_list": [
  {"file_path": "/var/log/cloud-init-output.log", "log_group_name": "$LOG_GROUP", "log_stream_name": "{instance_id}/boot"},
  {"file_path": "/var/log/app/app.log", "log_group_name": "$LOG_GROUP", "log_stream_name": "{instance_id}/app"}]}}},
 "metrics": {"namespace": "$METRICS", "metrics_collected": {
  "mem": {"measurement": ["mem_used_percent"], "append_dimensions": {"AutoScalingGroupName": "$GROUP"}},
  "disk": {"measurement": ["disk_used_percent"], "resources": ["/"], "drop_device": true,
   "append_dimensions": {"AutoScalingGroupName": "$GROUP"}}}}}
EOF
agent=/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl
{ [[ -x $agent ]] || timeout 180 dnf install -y amazon-cloudwatch-agent; } &&
  "$agent" -a fetch-config -m ec2 -s -c file:/etc/app/agent.json ||
  echo "WARNING: no CloudWatch agent: this instance logs to its own disk only" >&2

# The load balancer encrypts on the way to the instance, and verifies no name or issuer there:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
openssl req -x509 -newkey rsa:2048 -noenc -days 3650 -subj /CN=app -addext subjectAltName=DNS:app \
  -keyout /etc/app/tls.key -out /etc/app/tls.crt
chgrp app /etc/app/tls.key /etc/app/tls.crt
chmod 0640 /etc/app/tls.key /etc/app/tls.crt

# In a new environment the instances can come up before the first artifact does.
wait_until aws s3 cp --only-show-errors "$ARTIFACT" /tmp/app.tar.gz
sha256sum --check --strict <<<"$ARTIFACT_SHA256  /tmp/app.tar.gz"
tar -xzf /tmp/app.tar.gz -C /opt/app
rm /tmp/app.tar.gz
if [[ -s /opt/app/packages ]]; then
  mapfile -t packages </opt/app/packages
  # An image of our own has them already, and asks no repository.
  rpm -q --quiet "${packages[@]}" || wait_until dnf install -y "${packages[@]}"
fi

# And before the database and the caches, whose endpoints are parameters.
parameters() {
  local name
  aws ssm get-parameters-by-path --path "$PARAMETER_PATH" --query 'Parameters[].[Name,Value]' --output text \
    >/tmp/parameters || return 1
  for name in $PARAMETERS; do
    grep -q "^$PARAMETER_PATH/$name"$'\t' /tmp/parameters || return 1
  done
}
wait_until parameters
cat >/etc/app/environment <<EOF
AWS_REGION=$AWS_REGION
PORT=$PORT
TLS_CERTIFICATE=/etc/app/tls.crt
TLS_KEY=/etc/app/tls.key
HEALTH_PATH=$HEALTH_PATH
$ENVIRONMENT
EOF
while IFS=$'\t' read -r name value; do
  echo "${name##*/}=$value"
done </tmp/parameters >>/etc/app/environment

cat >/etc/systemd/system/app.service <<'EOF'
[Unit]
Description=The application
Wants=network-online.target
After=network-online.target

[Service]
User=app
EnvironmentFile=/etc/app/environment
WorkingDirectory=/opt/app
ExecStart=/opt/app/run
StandardOutput=append:/var/log/app/app.log
StandardError=inherit
Restart=always
RestartSec=5
TimeoutStopSec=45
NoNewPrivileges=true
PrivateTmp=true
ProtectHome=true
ProtectSystem=strict
ReadWritePaths=/var/log/app

[Install]
WantedBy=multi-user.target
EOF

# When Auto Scaling is about to end the instance, for a Spot interruption too, requests under way come first.
{
  echo '#!/bin/bash'
  declare -p AWS_REGION INSTANCE_ID GROUP TERMINATE_HOOK DRAIN_SECONDS
  declare -f metadata answer_hook
  cat <<'EOF'
export AWS_REGION
until [[ $(metadata autoscaling/target-lifecycle-state) == Terminated ]]; do sleep 5; done
sleep "$DRAIN_SECONDS"
systemctl stop app.service
sleep 10 # for the agent to send the last lines
answer_hook "$TERMINATE_HOOK" CONTINUE
EOF
} >/usr/local/sbin/app-drain
chmod 0755 /usr/local/sbin/app-drain
cat >/etc/systemd/system/app-drain.service <<'EOF'
[Unit]
Description=Drains the instance before Auto Scaling ends it
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/local/sbin/app-drain
Restart=on-failure
RestartSec=5

[Install]
WantedBy=multi-user.target
EOF
systemctl daemon-reload
systemctl enable --now app.service app-drain.service

healthy() {
  curl -sf -o /dev/null --cacert /etc/app/tls.crt --resolve "app:$PORT:127.0.0.1" "https://app:$PORT$HEALTH_PATH"
}
wait_until healthy
# A group's very first instances can be there before its hook is.
answer_hook "$LAUNCH_HOOK" CONTINUE || echo "WARNING: no launch hook waits for this instance" >&2
