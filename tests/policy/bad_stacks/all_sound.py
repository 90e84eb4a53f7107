"""Nothing is wrong with this one."""

import sound

key = sound.key()
logs = sound.logs(key)
sound.bucket("documents", key, logs=logs)
net = sound.network("main", "10.0", logs)
group = sound.group("orders", net.vpc)
sound.database("orders", net, group, key)
sound.backups(key)
