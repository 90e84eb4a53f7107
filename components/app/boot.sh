# The first boot of an application instance. Anything heavier belongs in an image of its own.
#
# Set in front of this file: ARTIFACT (s3://…), PORT, DATABASE_ENDPOINT, DATABASE_SECRET_ARN, LOG_GROUP.
# The artifact is an archive with an executable file `run` at its root. `run` serves HTTPS on $PORT with
# $TLS_CERTIFICATE and $TLS_KEY, and asks Secrets Manager for $DATABASE_SECRET_ARN when it connects.
set -euo pipefail

token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
AWS_REGION=$(curl -sf -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/placement/region)
export AWS_REGION

useradd --system --no-create-home --shell /sbin/nologin app
install -d /opt/app
install -d -o app -g app -m 0750 /var/log/app
install -d -g app -m 0750 /etc/app

# The load balancer encrypts on the way to the instance, and verifies no name or issuer there:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
openssl req -x509 -newkey rsa:2048 -noenc -days 3650 -subj /CN=app \
  -keyout /etc/app/tls.key -out /etc/app/tls.crt
chgrp app /etc/app/tls.key /etc/app/tls.crt
chmod 0640 /etc/app/tls.key /etc/app/tls.crt

# In a new environment the instances can come up before the first artifact does.
until aws s3 cp --only-show-errors "$ARTIFACT" /tmp/app.tar.gz; do sleep 15; done
tar -xzf /tmp/app.tar.gz -C /opt/app
rm /tmp/app.tar.gz

cat >/etc/app/environment <<EOF
AWS_REGION=$AWS_REGION
PORT=$PORT
TLS_CERTIFICATE=/etc/app/tls.crt
TLS_KEY=/etc/app/tls.key
DATABASE_ENDPOINT=$DATABASE_ENDPOINT
DATABASE_SECRET_ARN=$DATABASE_SECRET_ARN
EOF

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
NoNewPrivileges=true
PrivateTmp=true
ProtectHome=true
ProtectSystem=strict
ReadWritePaths=/var/log/app

[Install]
WantedBy=multi-user.target
EOF
systemctl daemon-reload
systemctl enable --now app.service

# Last, so that an unreachable package repository costs the log and not the service.
dnf install -y amazon-cloudwatch-agent
cat >/etc/app/agent.json <<EOF
{"logs": {"logs_collected": {"files": {"collect_list": [
  {"file_path": "/var/log/app/app.log", "log_group_name": "$LOG_GROUP", "log_stream_name": "{instance_id}"}
]}}}}
EOF
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:/etc/app/agent.json
