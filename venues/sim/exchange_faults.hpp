#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis::sim {

/// What goes wrong at a simulated exchange.
enum class ExchangeFaultKind : std::uint8_t {
  // Of a request or a command.
  refuse,       ///< it is refused with `status`, `code` and `message`
  lose,         ///< it never arrives, and nothing is answered
  drop,         ///< it never arrives, and its connection is ended
  delay,        ///< it arrives `seconds` later
  no_answer,    ///< it is done, and nothing is answered
  cut,          ///< it is done, and its connection is ended without an answer
  slow_answer,  ///< it is done, and answered `seconds` later
  rate_limit,   ///< 429, for `seconds`
  ban,          ///< 418, for `seconds`
  unknown,      ///< it is done, and answered with the venue's 5xx whose outcome is unknown
  unavailable,  ///< the venue's 5xx which says that nothing was done
  // Of a frame.
  silence,  ///< for `seconds`, or for good without them, nothing of the stream is sent
  skip,     ///< the frame is left out
  repeat,   ///< the frame is sent twice
  late,     ///< the frame is sent `seconds` later, and others pass it
  // At an instant.
  drop_sockets,  ///< every WebSocket ends without a closing handshake
  shutdown,      ///< the venue announces that it closes its WebSockets, and does so `seconds` later
  clock_skew,    ///< the venue's clock is off by `seconds`
  listen_keys,   ///< the keys of user streams expire
  maintenance,   ///< every request is answered with the venue's 5xx, for `seconds`
  halt,          ///< `symbol` takes cancels only
  resume,        ///< `symbol` trades again
  liquidation,   ///< all positions of `account`, or of all, are liquidated
  deleveraging,  ///< `share` of the position in `symbol` is closed at mark
  extra_fill,    ///< the last fill in `symbol` is told once more as another trade, beyond the order's size
  slow_money,    ///< transfers and withdrawals take `seconds`
  failed_money,  ///< what is on its way fails and comes back
  held_money,    ///< withdrawals wait for a person for `seconds`: those on their way, and those asked for until then
};

/// One entry of a script.
struct ExchangeFault {
  ExchangeFaultKind kind = ExchangeFaultKind::refuse;
  std::string venue{};        ///< empty: every one
  std::string account{};      ///< a client's name; empty: every one
  std::optional<Nanos> at{};  ///< after the start; of a request or a frame: not before
  std::string on{};        ///< what it strikes: "POST /api/v3/order", "order.place", "btcusdt@depth", "executionReport"
  std::int64_t nth = 1;    ///< the first that is struck, from 1
  std::int64_t times = 1;  ///< how many
  Nanos seconds{};
  unsigned status = 400;
  int code = -1000;
  std::string message = "An unknown error occurred while processing the request.";
  std::string symbol{};
  std::optional<Ratio> share{};

  std::int64_t seen = 0;           ///< how many have matched
  std::optional<UtcTime> begun{};  ///< silence: since when
};

/// Whether a kind strikes requests, frames, or happens at an instant.
enum class FaultTarget : std::uint8_t { request, frame, instant };
FaultTarget target_of(ExchangeFaultKind kind);
/// "no_answer": the kind's word in scripts.
std::string_view fault_word(ExchangeFaultKind kind);

/// Reads a script: a map of names to entries, see docs/simulator.md. Errors (usage): unknown words and values out of
/// range, one line each with file, line and what is allowed.
Result<std::vector<ExchangeFault>> parse_faults(std::string_view text, const std::string& file);
Result<std::vector<ExchangeFault>> read_faults(const std::filesystem::path& file);

/// The faults of one run.
class FaultDesk {
 public:
  explicit FaultDesk(UtcTime start) : start_(start) {}

  void add(ExchangeFault fault);
  [[nodiscard]] const std::vector<ExchangeFault>& all() const { return faults_; }
  /// The fault that strikes this request of a venue; absent: none does.
  [[nodiscard]] std::optional<ExchangeFault> on_request(std::string_view venue, std::string_view action, UtcTime now);
  /// The same for a frame that is about to be sent.
  [[nodiscard]] std::optional<ExchangeFault> on_frame(std::string_view venue, std::string_view stream, UtcTime now);
  /// When the next instant is due.
  [[nodiscard]] std::optional<UtcTime> next_due() const;
  /// Takes what is due by `now`, in order of time.
  [[nodiscard]] std::vector<ExchangeFault> take_due(UtcTime now);

 private:
  [[nodiscard]] std::optional<ExchangeFault> strike(FaultTarget target, std::string_view venue, std::string_view what,
                                                    UtcTime now);

  UtcTime start_;
  std::vector<ExchangeFault> faults_;
};

}  // namespace basis::sim
