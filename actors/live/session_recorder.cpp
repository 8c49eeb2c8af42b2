#include "actors/live/session_recorder.hpp"

#include <algorithm>
#include <array>

#include "venues/wire/redacted.hpp"

namespace basis {
namespace {

/// What paths and queries of private connections have, at any venue.
constexpr std::array<std::string_view, 6> kPrivate{"/ws-api/", "/ws-fapi/",  "/private",
                                                   "/trade",   "signature=", "listenKey"};

/// Some venues sign a request in its headers, so that nothing in its URL tells a private one.
bool carries_key(const std::vector<net::HttpHeader>* headers) {
  return headers != nullptr &&
         std::ranges::any_of(*headers, [](const net::HttpHeader& header) { return wire::names_secret(header.name); });
}

}  // namespace

bool is_private_channel(std::string_view channel) {
  const bool request = !channel.starts_with("ws");
  if (request && !channel.starts_with("GET ")) return true;
  return std::ranges::any_of(kPrivate,
                             [&](std::string_view part) { return channel.find(part) != std::string_view::npos; });
}

class SessionRecorder::VenueTap final : public net::Tap {
 public:
  VenueTap(SessionRecorder& all, FeedVenue venue) : all_(all), venue_(venue) {}
  void text(const net::TappedText& text) override { all_.add(venue_, text); }
  /// A frame without bytes: the connection has ended.
  void closed(const net::TappedText& end) override { all_.add(venue_, end); }

 private:
  SessionRecorder& all_;
  FeedVenue venue_;
};

SessionRecorder::SessionRecorder(RecordingWriter writer, const RecordingOptions& options)
    : writer_(std::move(writer)), options_(options) {}
SessionRecorder::~SessionRecorder() = default;

Result<std::unique_ptr<SessionRecorder>> SessionRecorder::create(const std::filesystem::path& path, UtcTime created,
                                                                 const RecordingOptions& options) {
  BASIS_TRY(RecordingWriter writer, RecordingWriter::create(path, created, options));
  return std::unique_ptr<SessionRecorder>(new SessionRecorder(std::move(writer), options));
}

Result<void> SessionRecorder::change_file(const std::filesystem::path& path, UtcTime created) {
  if (failure_) return *failure_;
  BASIS_TRY(RecordingWriter next, RecordingWriter::create(path, created, options_));
  BASIS_TRY(writer_->close());
  written_before_ += writer_->written();
  writer_.emplace(std::move(next));
  sources_.clear();
  inputs_.reset();
  return ok();
}

net::Tap& SessionRecorder::tap(FeedVenue venue) {
  std::unique_ptr<VenueTap>& tap = taps_[venue];
  if (tap == nullptr) tap = std::make_unique<VenueTap>(*this, venue);
  return *tap;
}

void SessionRecorder::add(FeedVenue venue, const net::TappedText& text) {
  // What ends after the recording does is no part of it.
  if (failure_ || closed_) return;
  const bool own = is_private_channel(text.channel) || carries_key(text.headers);
  std::string name(feed_venue_info(venue).name);
  if (own) name += "_private";
  std::string channel = wire::redacted(text.channel);
  // A request's parameters differ from call to call; its answer is known by its path. A public one is a GET.
  if (own)
    channel = channel.substr(0, channel.find('?'));
  else if (const std::size_t url = channel.find("http"); !channel.starts_with("ws") && url != std::string::npos)
    channel.erase(0, url);
  const std::string shown = own ? wire::redacted(text.text) : std::string();
  const auto write = [&]() -> Result<void> {
    BASIS_TRY(const SourceId source, source_of(name, channel));
    Frame frame;
    frame.received = text.at_utc;
    frame.monotonic = text.at_mono;
    frame.connection = text.connection;
    frame.direction = text.out ? FrameDirection::out : FrameDirection::in;
    frame.bytes = own ? std::string_view(shown) : text.text;
    return writer_->add(frame, source);
  };
  ++counts_.frames;
  counts_.bytes += text.text.size();
  if (const auto written = write(); !written) failure_ = written.error();
}

Result<SourceId> SessionRecorder::source_of(const std::string& venue, const std::string& channel) {
  const auto known = sources_.find({venue, channel});
  if (known != sources_.end()) return known->second;
  BASIS_TRY(const SourceId made, writer_->source(venue, channel));
  sources_.emplace(std::pair(venue, channel), made);
  return made;
}

void SessionRecorder::add_input(std::string_view bytes, UtcTime at_utc, MonoTime at_mono) {
  if (failure_ || closed_) return;
  const auto write = [&]() -> Result<void> {
    if (!inputs_) {
      BASIS_TRY(inputs_, writer_->source(kNodeVenue, kInputChannel));
    }
    Frame frame;
    frame.received = at_utc;
    frame.monotonic = at_mono;
    frame.bytes = bytes;
    return writer_->add(frame, *inputs_);
  };
  if (const auto written = write(); !written) failure_ = written.error();
}

Result<void> SessionRecorder::flush() {
  if (failure_) return *failure_;
  if (closed_) return ok();
  return writer_->flush();
}

Result<void> SessionRecorder::close() {
  if (failure_) return *failure_;
  closed_ = true;
  return writer_->close();
}

}  // namespace basis
