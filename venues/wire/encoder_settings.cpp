#include "venues/wire/encoder_settings.hpp"

#include <string.h>  // explicit_bzero is glibc's, not the standard library's

#include <algorithm>

namespace basis::wire {
namespace {

constexpr std::size_t kMaxHost = 128;
constexpr std::size_t kMaxKey = 128;
constexpr std::size_t kMaxPassphrase = 64;
constexpr std::int64_t kMillisecond = 1'000'000;

bool is_host(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view(".-:[]").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= kMaxHost && std::all_of(text.begin(), text.end(), allowed);
}

/// Whether the credential can be sent as a header value: visible ASCII of at most `longest` bytes.
bool is_header_value(const Secret& secret, std::size_t longest) {
  const std::string_view text = secret.reveal();
  return secret.is_set() && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

Result<void> check_settings(const EncoderSettings& settings, Passphrase passphrase) {
  std::vector<std::string> faults;
  const auto need = [&](bool holds, const char* otherwise) {
    if (!holds) faults.emplace_back(otherwise);
  };
  const ApiCredentials& credentials = settings.credentials;
  need(is_host(settings.host), "the host is not 1 to 128 letters, digits, '.', '-', ':', '[' or ']'");
  need(is_header_value(credentials.key, kMaxKey), "the API key is not 1 to 128 characters of visible ASCII");
  need(credentials.secret.is_set(), "the API secret is missing");
  if (passphrase == Passphrase::needed)
    need(is_header_value(credentials.passphrase, kMaxPassphrase),
         "the API passphrase is not 1 to 64 characters of visible ASCII");
  const std::int64_t window = settings.receive_window.count;
  need(window % kMillisecond == 0 && window >= kMillisecond && window <= kMinute.count,
       "the receive window is no whole number of milliseconds from 1 to 60,000");
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return ok();
}

std::string window_text(const EncoderSettings& settings) {
  return std::to_string(settings.receive_window.count / kMillisecond);
}

Secret join(std::initializer_list<std::string_view> pieces) {
  std::size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  std::string text;
  text.reserve(size);  // so that it is never reallocated, which would leave a copy
  for (const std::string_view piece : pieces) text += piece;
  Secret joined(text);
  explicit_bzero(text.data(), text.size());
  return joined;
}

}  // namespace basis::wire
