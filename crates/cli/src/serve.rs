//! `lianxin serve`: the county's server.

use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use lianxin_server::admin::{self, Opening};
use lianxin_server::clock::SystemClock;
use lianxin_server::http::serve::{Drained, ServeBounds};
use lianxin_server::{Config, ServeError};
use serde_json::json;
use tracing_subscriber::EnvFilter;

use crate::console::Console;
use crate::failure::{Failure, Outcome};

/// Run the county's server [县服务器]
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin serve --data ./county --listen 0.0.0.0:8080

Makes the county's store in DIR where there is none. Prints its address when it is ready; port 0 takes a free one.
Ends on Ctrl-C or SIGTERM after it has answered what is under way (20 seconds at most).
RUST_LOG=debug writes more to standard error.")]
pub(crate) struct ServeArgs {
    /// Folder of the county's data [数据文件夹]
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Address and port to listen on [监听地址]
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

pub(crate) fn run(args: &ServeArgs, console: Console) -> Outcome {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Only the first of one process counts; there is no other.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .try_init();
    let runtime = lianxin_server::runtime().map_err(|error| Failure::io("tokio", &error))?;
    runtime.block_on(serve(args, console))
}

async fn serve(args: &ServeArgs, console: Console) -> Outcome {
    let clock = Arc::new(SystemClock);
    let store = admin::open_county(&args.data, clock.as_ref(), Opening::OrNew)?;
    // Heard from before the address is printed: whoever reads it may end the server at once.
    let stop = stop_signal().map_err(|error| Failure::io("signals", &error))?;
    let config = Config { listen: args.listen, store, clock, bounds: ServeBounds::default() };
    let running = lianxin_server::serve(config, stop).await.map_err(|error| failed(error, args.listen))?;
    let address = running.address();
    let url = format!("http://{address}");
    console.answer(
        &json!({ "url": url, "address": address.to_string(), "port": address.port(), "data": args.data }),
        |lang| lang.pick(format!("连心服务已就绪：{url}"), format!("Lianxin is ready: {url}")),
    )?;
    if let Drained::CutOff = running.ended().await {
        tracing::warn!("some requests were cut off");
    }
    Ok(())
}

pub(crate) fn failed(error: ServeError, listen: SocketAddr) -> Failure {
    match error {
        ServeError::Listen(error) => Failure::io(&listen.to_string(), &error),
        ServeError::Key(error) => admin::AdminError::from(error).into(),
    }
}

/// Resolves on Ctrl-C or SIGTERM.
#[cfg(unix)]
pub(crate) fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
pub(crate) fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        // Without a handler there is nothing to wait for but the end of the process.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
