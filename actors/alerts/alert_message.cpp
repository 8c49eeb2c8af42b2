#include "actors/alerts/alert_message.hpp"

#include <fmt/format.h>

#include "actors/alerts/alert_rules.hpp"
#include "core/base/json_writer.hpp"

namespace basis {
namespace {

/// Receivers read no more decimals of a second.
constexpr Nanos kMilli{1'000'000};

std::string text_of_notice(const AlertOrigin& origin, const AlertNotice& notice) {
  std::string_view word;
  if (notice.kind == NoticeKind::recovered) word = "over: ";
  if (notice.kind == NoticeKind::repeated) word = "still: ";
  const std::string more = notice.unsaid == 0 ? std::string() : fmt::format(" (and {} more like it)", notice.unsaid);
  return fmt::format("[{}] {} ({}, {}): {}{}{}", alert_severity_name(notice.severity), origin.mode, origin.environment,
                     origin.against, word, notice.text, more);
}

}  // namespace

AlertMessage make_alert_message(const AlertOrigin& origin, const AlertNotice& notice, std::uint64_t dropped) {
  AlertMessage made{fmt::format("{}-{}", origin.start, notice.number), notice, text_of_notice(origin, notice), {}};
  JsonWriter json;
  json.begin_object();
  json.key("id").string(made.id);
  json.key("text").string(made.text);
  json.key("kind").string(notice_kind_name(notice.kind));
  json.key("rule").string(notice.rule);
  json.key("subject").string(notice.subject);
  json.key("severity").string(alert_severity_name(notice.severity));
  json.key("what").string(notice.text);
  json.key("advice").string(notice.kind == NoticeKind::recovered ? std::string_view() : alert_advice(notice.rule));
  json.key("time").string(notice.time_utc.snap(kMilli).to_string());
  json.key("since").string(notice.since_utc.snap(kMilli).to_string());
  json.key("unsaid").integer(static_cast<std::int64_t>(notice.unsaid));
  json.key("dropped").integer(static_cast<std::int64_t>(dropped));
  json.key("node").begin_object();
  json.key("mode").string(origin.mode);
  json.key("environment").string(origin.environment);
  json.key("against").string(origin.against);
  json.key("host").string(origin.host);
  json.key("folder").string(origin.folder);
  json.end_object().end_object();
  made.json = std::move(json).take();
  return made;
}

}  // namespace basis
