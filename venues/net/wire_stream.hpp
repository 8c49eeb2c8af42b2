#pragma once

// Only the transport's own .cpp files include this: Asio is expensive to compile.
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "venues/net/tls.hpp"

namespace basis::net {

namespace asio = boost::asio;
using IoFault = boost::system::error_code;

/// What one try to read or write came to: bytes, or what to wait for, or a fault (`asio::error::eof` for the peer's
/// end). Exactly one of them.
struct Progress {
  enum class Wait : std::uint8_t { none, read, write };
  std::size_t bytes = 0;
  Wait wait = Wait::none;
  IoFault fault{};
};

/// A handler of Asio, whatever its type: it is moved, and called once with a fault and a number of bytes.
class IoHandler {
 public:
  template <class Handler>
  static IoHandler of(Handler handler) {
    return IoHandler(std::make_unique<Held<Handler>>(std::move(handler)));
  }
  /// Calls the handler after its memory is free, as Asio promises.
  void operator()(IoFault fault, std::size_t bytes) { std::exchange(held_, nullptr).release()->call(fault, bytes); }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual void call(IoFault fault, std::size_t bytes) = 0;  ///< and deletes itself
  };
  template <class Handler>
  struct Held final : Base {
    explicit Held(Handler from) : handler(std::move(from)) {}
    void call(IoFault fault, std::size_t bytes) override {
      Handler moved(std::move(handler));
      delete this;
      std::move(moved)(fault, bytes);
    }
    Handler handler;
  };
  explicit IoHandler(std::unique_ptr<Base> held) : held_(std::move(held)) {}
  std::unique_ptr<Base> held_;
};

/// A connected TCP socket that does not block, with or without TLS. TLS reads and writes the descriptor itself, so that
/// a poller may do so without the reactor. It is a stream of Asio (AsyncReadStream, AsyncWriteStream) for Beast; what
/// Asio's templates bring is compiled once, since handlers lose their types here.
class WireStream {
 public:
  // The names are Asio's.
  using executor_type = asio::io_context::executor_type;  // NOLINT(readability-identifier-naming)
  using lowest_layer_type = asio::ip::tcp::socket;        // NOLINT(readability-identifier-naming)

  WireStream() = default;
  /// `tls` null: plain. Sets TCP_NODELAY and makes the socket one that does not block.
  WireStream(asio::ip::tcp::socket socket, TlsHandle tls);

  [[nodiscard]] executor_type get_executor();
  [[nodiscard]] asio::ip::tcp::socket& lowest_layer();
  [[nodiscard]] ssl_st* tls();
  /// From here on the stream speaks TLS.
  void begin_tls(TlsHandle tls);
  /// Microseconds that the kernel polls the device when a read finds nothing (SO_BUSY_POLL); it needs a privilege, and
  /// without it nothing changes.
  void set_busy_poll(int micros);

  /// One step of the TLS handshake; finished: no wait and no fault. Plain: finished at once.
  Progress handshake_now();
  Progress read_now(char* to, std::size_t size);
  Progress write_now(std::string_view bytes);
  /// Calls `then` once `what` is possible; with a fault when the stream was closed meanwhile.
  void wait(Progress::Wait what, std::function<void(IoFault)> then);
  /// Ends it for reading and writing, with TLS's farewell; what is waited for ends with a fault.
  void close();

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(IoFault, std::size_t)>(
        [](auto handler, State* state, asio::mutable_buffer to) { read(state, to, IoHandler::of(std::move(handler))); },
        token, state_.get(), first_of<asio::mutable_buffer>(buffers));
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(IoFault, std::size_t)>(
        [this](auto handler, const Buffers& from) {
          const auto room = gathered();
          const std::size_t size = asio::buffer_copy(room, from);
          write(state_.get(), size, IoHandler::of(std::move(handler)));
        },
        token, buffers);
  }
  template <class Done>
  void async_end(Done done) {
    close();
    asio::post(get_executor(), std::move(done));
  }

 private:
  struct State;
  template <class Buffer, class Buffers>
  static Buffer first_of(const Buffers& buffers) {
    for (auto each = asio::buffer_sequence_begin(buffers); each != asio::buffer_sequence_end(buffers); ++each)
      if (const Buffer buffer = *each; buffer.size() > 0) return buffer;
    return {};
  }
  /// Where the bytes of one write are put together: one record, one call of the kernel.
  [[nodiscard]] asio::mutable_buffer gathered();
  static void read(State* state, asio::mutable_buffer to, IoHandler handler);
  static void write(State* state, std::size_t size, IoHandler handler);

  std::shared_ptr<State> state_;
};

}  // namespace basis::net
