#include "actors/control/board_json.hpp"

namespace basis {

void write_alert_board(JsonWriter& json, const AlertBoard& board) {
  json.key("open").begin_array();
  for (const OpenAlert& alert : board.open) {
    json.begin_object();
    json.key("since").string(alert.since_utc.snap(kSecond).to_string());
    json.key("severity").string(alert_severity_name(alert.severity));
    json.key("rule").string(alert.rule);
    json.key("subject").string(alert.subject);
    json.key("text").string(alert.text);
    json.end_object();
  }
  json.end_array().key("sinks").begin_array();
  for (const AlertSinkRow& sink : board.sinks) {
    json.begin_object();
    json.key("sink").string(sink.name);
    json.key("waiting").integer(static_cast<std::int64_t>(sink.waiting));
    json.key("told").integer(static_cast<std::int64_t>(sink.told));
    json.key("dropped").integer(static_cast<std::int64_t>(sink.dropped));
    json.key("failing").boolean(sink.failing);
    json.key("reason").string(sink.reason);
    json.end_object();
  }
  json.end_array();
}

}  // namespace basis
