#include "core/results/alert_book.hpp"

#include <algorithm>
#include <array>

namespace basis {

std::string_view alert_severity_name(AlertSeverity severity) {
  static constexpr std::array<std::string_view, 3> kNames = {"info", "warning", "critical"};
  return kNames[static_cast<std::size_t>(severity)];
}

std::string_view notice_kind_name(NoticeKind kind) {
  static constexpr std::array<std::string_view, 4> kNames = {"fired", "repeated", "recovered", "event"};
  return kNames[static_cast<std::size_t>(kind)];
}

AlertNotice AlertBook::notice(NoticeKind kind, const Alert& alert, UtcTime time_utc) {
  const AlertCondition& last = alert.last;
  return {++last_number_,
          kind,
          std::string(last.rule),
          last.subject,
          kind == NoticeKind::recovered ? alert.told_severity : last.severity,
          last.text,
          time_utc,
          alert.began.utc,
          0};
}

AlertNotice AlertBook::notice(const Heard& heard) {
  return {++last_number_,     NoticeKind::event,   std::string(heard.last.rule),
          heard.last.subject, heard.last.severity, heard.last.text,
          heard.time_utc,     heard.time_utc,      heard.unsaid};
}

void AlertBook::hold(const AlertMoment& now, const AlertCondition& condition, std::vector<AlertNotice>& notices) {
  const auto [found, is_new] = alerts_.try_emplace(Key{condition.rule, condition.subject});
  Alert& alert = found->second;
  if (is_new) alert.began = now;
  alert.last = condition;
  alert.held = now.mono;
  const bool worse = alert.open && condition.severity > alert.told_severity;
  const bool begins = !alert.open && now.mono - alert.began.mono >= condition.hold;
  const bool again = alert.open && pace_.repeat.count > 0 && now.mono - alert.told >= pace_.repeat;
  if (!worse && !begins && !again) return;
  alert.open = true;
  alert.told = now.mono;
  alert.told_severity = std::max(alert.told_severity, condition.severity);
  notices.push_back(notice(worse || begins ? NoticeKind::fired : NoticeKind::repeated, alert, now.utc));
}

std::vector<AlertNotice> AlertBook::update(const AlertMoment& now, const std::vector<AlertCondition>& holding) {
  std::vector<AlertNotice> notices;
  std::vector<Key> seen;
  for (const AlertCondition& condition : holding) {
    Key key{condition.rule, condition.subject};
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) continue;
    seen.push_back(std::move(key));
    hold(now, condition, notices);
  }
  for (auto at = alerts_.begin(); at != alerts_.end();) {
    const Alert& alert = at->second;
    const bool holds = std::find(seen.begin(), seen.end(), at->first) != seen.end();
    // What nobody was told of is forgotten at once: it has to last without a break.
    const bool over = !holds && (!alert.open || now.mono - alert.held >= pace_.calm);
    if (over && alert.open) notices.push_back(notice(NoticeKind::recovered, alert, now.utc));
    at = over ? alerts_.erase(at) : std::next(at);
  }
  end_quiet(now, notices);
  return notices;
}

/// Tells the last of what was counted, and forgets what nothing was counted of.
void AlertBook::end_quiet(const AlertMoment& now, std::vector<AlertNotice>& notices) {
  for (auto at = heard_.begin(); at != heard_.end();) {
    Heard& heard = at->second;
    const bool due = now.mono - heard.told >= pace_.quiet;
    if (!due || heard.unsaid == 0) {
      at = due ? heard_.erase(at) : std::next(at);
      continue;
    }
    --heard.unsaid;  // the one that is told
    notices.push_back(notice(heard));
    heard.told = now.mono;
    heard.unsaid = 0;
    ++at;
  }
}

std::vector<AlertNotice> AlertBook::tell(const AlertMoment& now, const AlertEvent& event) {
  std::vector<AlertNotice> notices;
  end_quiet(now, notices);
  const auto [found, is_new] = heard_.try_emplace(Key{event.rule, event.subject});
  Heard& heard = found->second;
  const bool worse = !is_new && event.severity > heard.last.severity;
  heard.last = event;
  heard.time_utc = now.utc;
  if (!is_new && !worse) {
    ++heard.unsaid;
    return notices;
  }
  notices.push_back(notice(heard));
  heard.told = now.mono;
  heard.unsaid = 0;
  return notices;
}

std::vector<OpenAlert> AlertBook::open() const {
  std::vector<OpenAlert> all;
  for (const auto& [key, alert] : alerts_)
    if (alert.open) all.push_back({key.first, key.second, alert.told_severity, alert.last.text, alert.began.utc});
  return all;
}

}  // namespace basis
