#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/utc_time.hpp"

namespace basis {

/// How soon a person has to look.
enum class AlertSeverity : std::uint8_t {
  info,      ///< nothing is to be done
  warning,   ///< today
  critical,  ///< at once
};
std::string_view alert_severity_name(AlertSeverity severity);

/// What a notice says of an alert.
enum class NoticeKind : std::uint8_t {
  fired,      ///< it has begun, or has become more severe
  repeated,   ///< it is still there
  recovered,  ///< it is over
  event,      ///< something that happened once and does not end
};
std::string_view notice_kind_name(NoticeKind kind);

/// Something that is not as it should be at a moment.
struct AlertCondition {
  std::string_view rule;  ///< static text
  std::string subject{};  ///< an account, a market, a pair; empty: the node
  AlertSeverity severity = AlertSeverity::warning;
  std::string text{};  ///< one line, without secrets
  Nanos hold{};        ///< for so long it has to last before a person hears of it
};

/// Something that happened.
struct AlertEvent {
  std::string_view rule;  ///< static text
  std::string subject{};
  AlertSeverity severity = AlertSeverity::info;
  std::string text{};
};

/// One message to a person.
struct AlertNotice {
  std::uint64_t number = 0;  ///< rises by one with every notice of a book
  NoticeKind kind = NoticeKind::event;
  std::string rule;
  std::string subject;
  AlertSeverity severity = AlertSeverity::info;
  std::string text;
  UtcTime time_utc;
  UtcTime since_utc;         ///< when it began; of an event its own time
  std::uint64_t unsaid = 0;  ///< events of this rule and subject that were not told since the last one
};

/// An alert that a person was told of and that is not over.
struct OpenAlert {
  std::string rule;
  std::string subject;
  AlertSeverity severity = AlertSeverity::warning;  ///< the highest that was told
  std::string text;                                 ///< as it is now
  UtcTime since_utc;
};

/// A moment by the clock that times are told by, and by the one that waits are measured by.
struct AlertMoment {
  UtcTime utc;
  MonoTime mono;
};

/// How often a person hears of the same thing.
struct AlertPace {
  Nanos repeat;  ///< an alert that stays open is told again; zero: it is not
  Nanos calm;    ///< an alert is over when its condition has not held for so long
  Nanos quiet;   ///< events of one rule and subject are told once in this time
};

/// Turns conditions into notices: an alert is told when its condition has held long enough, again when it becomes more
/// severe, at intervals while it lasts, and once when it is over. One rule and subject have one alert at a time. The
/// same calls give the same notices.
class AlertBook {
 public:
  explicit AlertBook(AlertPace pace) : pace_(pace) {}

  /// `holding` is everything that holds at this moment; what is not among it does not. Of a rule and subject that come
  /// twice the first counts. Moments do not go backwards.
  [[nodiscard]] std::vector<AlertNotice> update(const AlertMoment& now, const std::vector<AlertCondition>& holding);
  /// Something happened. The first of a rule and subject is told at once, those within `quiet` of it are counted, and
  /// the last of these is told with their number by an `update` or event after it.
  [[nodiscard]] std::vector<AlertNotice> tell(const AlertMoment& now, const AlertEvent& event);
  /// In the order of rule and subject.
  [[nodiscard]] std::vector<OpenAlert> open() const;

 private:
  using Key = std::pair<std::string, std::string>;  ///< rule, subject
  struct Alert {
    AlertCondition last;  ///< as it held last
    AlertMoment began;
    MonoTime held;  ///< when it held last
    MonoTime told;
    AlertSeverity told_severity = AlertSeverity::info;
    bool open = false;  ///< a person was told
  };
  struct Heard {
    AlertEvent last;
    UtcTime time_utc;  ///< of the last
    MonoTime told;
    std::uint64_t unsaid = 0;
  };
  void hold(const AlertMoment& now, const AlertCondition& condition, std::vector<AlertNotice>& notices);
  void end_quiet(const AlertMoment& now, std::vector<AlertNotice>& notices);
  [[nodiscard]] AlertNotice notice(NoticeKind kind, const Alert& alert, UtcTime time_utc);
  [[nodiscard]] AlertNotice notice(const Heard& heard);

  AlertPace pace_;
  std::uint64_t last_number_ = 0;
  std::map<Key, Alert> alerts_;
  std::map<Key, Heard> heard_;  ///< of the last `quiet`
};

}  // namespace basis
