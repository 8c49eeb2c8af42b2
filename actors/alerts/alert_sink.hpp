#pragma once

#include <functional>
#include <optional>
#include <string>

#include "actors/alerts/alert_message.hpp"

namespace basis {

/// How one try to tell went.
struct AlertTry {
  enum class Result : std::uint8_t {
    told,
    failed,   ///< it may go later
    refused,  ///< it will never go
  };
  Result result = Result::told;
  std::string reason{};         ///< without secrets
  std::optional<Nanos> wait{};  ///< failed: for so long the receiver wants to hear nothing
};

/// Where alerts are told to. Everything happens on the thread that polls its network.
class AlertSink {
 public:
  virtual ~AlertSink() = default;
  /// "webhook hooks.example.com"; no secrets.
  [[nodiscard]] virtual const std::string& name() const = 0;
  /// Tries once; the message outlives the try, and the next one begins after it. `done` is called once, never from
  /// inside this call, and not after the sink's end.
  virtual void tell(const AlertMessage& message, std::function<void(const AlertTry&)> done) = 0;

 protected:
  AlertSink() = default;
  AlertSink(const AlertSink&) = default;
  AlertSink& operator=(const AlertSink&) = default;
};

}  // namespace basis
