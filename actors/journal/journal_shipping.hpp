#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/journal/journal_source.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

enum class ShippingState : std::uint8_t {
  connecting,  ///< for the first time
  shipping,    ///< what is committed is stored
  waiting,     ///< the store is gone or refuses, and is tried again
};
std::string_view shipping_state_name(ShippingState state);

struct ShippingStatus {
  ShippingState state = ShippingState::connecting;
  std::optional<JournalPosition> stored;  ///< as the store told last; absent: it was never asked
  std::string reason;                     ///< why it waits
};

/// What a person should hear of, once.
struct ShippingNews {
  std::string_view kind;  ///< `kJournalGone`, ...
  std::string text;
};
inline constexpr std::string_view kJournalGone = "journal_gone";        ///< the store is not reached
inline constexpr std::string_view kJournalRefused = "journal_refused";  ///< it needs a person
inline constexpr std::string_view kJournalBack = "journal_back";        ///< it takes entries again

/// Brings a journal into a store: what is committed, in its order, each entry once. What the store has says where to go
/// on, after every loss of it. It has neither thread nor clock: its owner gives it the time, and runs it.
class JournalShipping {
 public:
  /// The store is looked after so often while there is nothing to do.
  static constexpr Nanos kIdle{100'000'000};
  /// How long a store that fails is left alone: this, doubled with every failure up to the most.
  static constexpr Nanos kFirstWait = kSecond;
  static constexpr Nanos kMostWait = kSecond * 30;

  /// Both outlive it. `end`: of a store that is open already; absent: it is opened.
  JournalShipping(JournalStore& store, JournalSource& source, std::optional<StoredEnd> end = std::nullopt);

  /// Does one thing that is due. When to be called again.
  MonoTime turn(MonoTime now);
  /// What is committed up to now is looked for at the next turn, unless a store is left alone.
  void hurry();
  /// Everything that was committed when it was looked at last is stored.
  [[nodiscard]] bool caught_up() const { return caught_up_; }
  [[nodiscard]] const ShippingStatus& status() const { return status_; }
  [[nodiscard]] std::vector<ShippingNews> take_news() { return std::exchange(news_, {}); }

 private:
  MonoTime fail(const Error& error, MonoTime now);
  void recovered();
  Result<void> open();

  JournalStore& store_;
  JournalSource& source_;
  ShippingStatus status_;
  std::vector<ShippingNews> news_;
  bool open_ = false;
  bool refused_ = false;  ///< what is stored is of another journal
  bool caught_up_ = false;
  Nanos wait_ = kFirstWait;
  MonoTime next_;
  std::optional<std::string_view> told_;  ///< the kind of the last news of a failure that is not over
};

}  // namespace basis
