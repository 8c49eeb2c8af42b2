#include "bench/wire_venue.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace basis::bench {
namespace {

/// What stands behind `"key":` in a message of our own writing, without quotes.
std::string_view value_of(std::string_view text, std::string_view key) {
  const std::string label = fmt::format("\"{}\":", key);
  const std::size_t at = text.find(label);
  if (at == std::string_view::npos) return {};
  std::string_view rest = text.substr(at + label.size());
  if (!rest.starts_with('"')) return rest.substr(0, rest.find_first_of(",}"));
  rest.remove_prefix(1);
  return rest.substr(0, rest.find('"'));
}

}  // namespace

void VenueLine::begin() {
  if (!tls_.handshake()) return;
  const std::size_t size = tls_.read(bytes_.data(), bytes_.size());
  head_.append(bytes_.data(), size);
  if (!head_.ends_with("\r\n\r\n")) return;
  const bool websocket = head_.starts_with("GET ");
  const std::size_t from = websocket ? 4 : 0;
  if (websocket) tls_.write(upgrade_answer(head_));
  name_ = head_.substr(from, head_.find_first_of(" \r", from) - from);
}

bool VenueLine::step() {
  if (!open()) return begin(), false;
  if (begin_ == end_) begin_ = end_ = 0;
  if (end_ == bytes_.size()) throw std::runtime_error("a message to the venue is too long");
  const std::size_t size = tls_.read(bytes_.data() + end_, bytes_.size() - end_);
  end_ += size;
  return size > 0;
}

std::size_t VenueLine::read_bytes() { return tls_.read(bytes_.data(), bytes_.size()); }

std::string_view VenueLine::next_text() {
  for (;;) {
    auto* const frame = reinterpret_cast<unsigned char*>(bytes_.data() + begin_);
    const std::size_t there = end_ - begin_;
    if (there < 2) return {};
    std::size_t head = 6;
    std::size_t size = frame[1] & 0x7FU;
    if (size == 127) throw std::runtime_error("a message to the venue is too long");
    if (size == 126) {
      if (there < 4) return {};
      size = static_cast<std::size_t>(frame[2]) << 8 | frame[3];
      head = 8;
    }
    if (there < head + size) return {};
    const unsigned kind = frame[0] & 0x0FU;
    begin_ += head + size;
    if (kind != 1) continue;
    const unsigned char* const mask = frame + head - 4;
    for (std::size_t i = 0; i < size; ++i) frame[head + i] ^= mask[i % 4];
    return {bytes_.data() + begin_ - size, size};
  }
}

void VenueLine::send_text(std::string_view text) {
  out_.clear();
  out_ += '\x81';
  if (text.size() < 126) {
    out_ += static_cast<char>(text.size());
  } else {
    out_ += '\x7E';
    out_ += static_cast<char>(text.size() >> 8);
    out_ += static_cast<char>(text.size());
  }
  out_ += text;
  tls_.write(out_);
}

WireVenue::WireVenue(net::TlsServer tls) : tls_(std::move(tls)) { std::tie(listener_, port_) = listen_here(); }
WireVenue::~WireVenue() { ::close(listener_); }

void WireVenue::serve() {
  if (const int descriptor = accept_next(listener_); descriptor >= 0)
    lines_.push_back(std::make_unique<VenueLine>(DirectTls(descriptor, tls_.accept())));
  for (const auto& line : lines_) {
    if (!line->step()) continue;
    for (std::string_view text = line->next_text(); !text.empty(); text = line->next_text()) {
      const std::string id(value_of(text, "id"));
      if (text.find("session.logon") != std::string_view::npos)
        line->send_text(fmt::format(R"({{"id":"{}","status":200,"result":{{}}}})", id));
      else if (text.find("order.place") != std::string_view::npos)
        expire(*line, text);
      else
        line->send_text(fmt::format(R"({{"result":null,"id":{}}})", id));
    }
  }
}

VenueLine* WireVenue::find(std::string_view name) const {
  for (auto line = lines_.rbegin(); line != lines_.rend(); ++line)
    if ((*line)->name() == name) return line->get();
  return nullptr;
}

void WireVenue::expire(VenueLine& line, std::string_view order) {
  line.send_text(fmt::format(
      R"({{"id":"{}","status":200,"result":{{"symbol":"{}","orderId":{},"clientOrderId":"{}","transactTime":{},)"
      R"("updateTime":{},"price":"{}","origQty":"{}","executedQty":"0.000","status":"EXPIRED","timeInForce":"IOC",)"
      R"("type":"LIMIT","side":"{}"}}}})",
      value_of(order, "id"), value_of(order, "symbol"), ++orders_, value_of(order, "newClientOrderId"),
      1'700'000'000'000, 1'700'000'000'000, value_of(order, "price"), value_of(order, "quantity"),
      value_of(order, "side")));
}

}  // namespace basis::bench
