"""What Home Assistant is told, so that it shows a sensor by itself.

Source: https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery and …/binary_sensor.mqtt/
"""

import json
import re

OFF_AFTER_S = 30
"""An alert is a moment, a binary sensor has a state: it goes off so long after the last alert."""


def discovery(root: str, topic: str, camera: str, label: str) -> tuple[str, bytes]:
    """Topic and payload that tell of the sensor fed by `topic`, one of those that begin with `root`."""
    name = identifier(f"{root}_{camera}_{label}")
    payload = {
        "name": label,
        "unique_id": name,
        "default_entity_id": f"binary_sensor.{name}",
        "state_topic": topic,
        "value_template": "{{ 'OFF' if value_json.late else 'ON' }}",
        "off_delay": OFF_AFTER_S,
        "device_class": "occupancy",
        "json_attributes_topic": topic,
        "availability_topic": f"{root}/available",
        "device": {
            "identifiers": [identifier(f"{root}_{camera}")],
            "name": camera,
            "manufacturer": "vedette",
        },
        "origin": {"name": "vedette"},
    }
    return f"homeassistant/binary_sensor/{name}/config", json.dumps(payload, ensure_ascii=False).encode()


def identifier(text: str) -> str:
    """A name of the signs that Home Assistant takes in one."""
    return re.sub(r"[^a-z0-9_]+", "_", text.lower()).strip("_") or "vedette"
