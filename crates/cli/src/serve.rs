//! `lianxin serve`: the county's server.

use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use lianxin_server::admin::{self, Opening};
use lianxin_server::apps::{self, Built};
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
Serves the console at / and the field app under /field/ where they are built: from --apps, or else from apps/dist below the working
folder, or else from the folder `apps` beside this program. Phones want HTTPS: put a proxy with a certificate in front.
Ends on Ctrl-C or SIGTERM after it has answered what is under way (20 seconds at most).
RUST_LOG=debug writes more to standard error.")]
pub(crate) struct ServeArgs {
    /// Folder of the county's data [数据文件夹]
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Address and port to listen on [监听地址]
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder of the built apps [应用文件夹]
    #[arg(long, value_name = "DIR")]
    apps: Option<PathBuf>,
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
    let folder = args.apps.clone().or_else(apps_nearby);
    let built = folder.as_deref().map(Built::of).unwrap_or_default();
    let config = Config { listen: args.listen, store, clock, bounds: ServeBounds::default(), apps: folder };
    let running = lianxin_server::serve(config, stop).await.map_err(|error| failed(error, args.listen))?;
    let address = running.address();
    let url = format!("http://{address}");
    console.answer(
        &json!({
            "url": url, "address": address.to_string(), "port": address.port(), "data": args.data,
            "console": built.console.then(|| apps::console_url(&url)),
            "field": built.field.then(|| apps::field_url(&url)),
        }),
        |lang| {
            let mut lines = vec![lang.pick(format!("连心服务已就绪：{url}"), format!("Lianxin is ready: {url}"))];
            if built.console {
                let console = apps::console_url(&url);
                lines.push(lang.pick(format!("管理端：{console}"), format!("the console: {console}")));
            }
            if built.field {
                let field = apps::field_url(&url);
                lines.push(lang.pick(format!("干部应用：{field}"), format!("the field app: {field}")));
            }
            if !built.any() {
                lines.push(
                    lang.pick("没有找到应用，只提供接口", "no apps were found: it serves devices and programs alone")
                        .to_owned(),
                );
            }
            lines.join("\n")
        },
    )?;
    if let Drained::CutOff = running.ended().await {
        tracing::warn!("some requests were cut off");
    }
    Ok(())
}

/// The built apps where somebody expects them who names no folder: in a clone of the project, or beside an installed program.
pub(crate) fn apps_nearby() -> Option<PathBuf> {
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join("apps")));
    [Some(PathBuf::from("apps/dist")), beside].into_iter().flatten().find(|folder| apps::are_in(folder))
}

pub(crate) fn failed(error: ServeError, listen: SocketAddr) -> Failure {
    match error {
        ServeError::Listen(error) => Failure::io(&listen.to_string(), &error),
        ServeError::Key(error) => admin::AdminError::from(error).into(),
        ServeError::Apps(folder) => Failure::new(
            "no_apps",
            format!("{}：里面没有构建好的应用", folder.display()),
            format!("{}: there are no built apps in it", folder.display()),
        ),
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
