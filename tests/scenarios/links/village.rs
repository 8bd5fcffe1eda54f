//! A village with a server, and phones in it.

use lianxin_client::Client;
use lianxin_core::changes::Place;
use lianxin_core::feed::SyncReport;
use lianxin_core::requests::{AddHouseholdRequest, ListFilter};
use lianxin_core::{Core, SystemPlatform};
use lianxin_testkit::binary::Server;
use lianxin_testkit::county::County;

/// A county with two cadres who lead the same village, and its server.
pub(crate) struct Village {
    pub(crate) county: County,
    server: Option<Server>,
}

impl Village {
    pub(crate) fn open() -> Self {
        let county = County::new();
        let server = Server::start(&county.data(), "127.0.0.1:0");
        Self { county, server: Some(server) }
    }

    pub(crate) fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    /// Kills the server without warning and starts it again where it was.
    pub(crate) fn restart(&mut self) {
        let server = self.server.take().unwrap();
        let address = server.address().to_string();
        server.kill();
        self.server = Some(Server::start(&self.county.data(), &address));
    }

    /// A phone of that cadre whose server is at that address.
    pub(crate) async fn phone(&self, login: &str, url: &str) -> Phone {
        let phone = Phone::fresh();
        let code = self.county.admin(["enrol", "--login", login]).ok()["code"].as_str().unwrap().to_owned();
        phone.client.enrol(&phone.core, url, &code).await.unwrap();
        phone.client.sync_until_done(&phone.core).await.unwrap();
        phone
    }

    /// What the other cadre's phone, connected without any trickery, gets of it all.
    pub(crate) async fn witness(&self) -> Phone {
        self.phone("b", &self.server().url).await
    }
}

/// A phone whose core runs in the test.
pub(crate) struct Phone {
    pub(crate) core: Core,
    pub(crate) client: Client,
}

impl Phone {
    /// One that belongs to nobody yet.
    pub(crate) fn fresh() -> Self {
        Self { core: Core::open_in_memory(SystemPlatform).unwrap(), client: Client::new().unwrap() }
    }

    /// One sync; the code of its failure.
    pub(crate) async fn sync(&self) -> Result<SyncReport, String> {
        self.client.sync_until_done(&self.core).await.map_err(|error| error.code().to_owned())
    }

    /// A sync over a way that is good again.
    pub(crate) async fn sync_well(&self) -> SyncReport {
        let report = self.sync().await.unwrap();
        assert_eq!((report.refused, report.remade, report.unfit), (0, 0, 0), "{report:?}");
        assert_eq!(self.core.unsent().unwrap(), 0);
        report
    }

    pub(crate) fn add_household(&self, county: &County) -> String {
        let request = AddHouseholdRequest { area: county.village.clone(), ..AddHouseholdRequest::default() };
        self.core.households().add(&request).unwrap().id.to_string()
    }

    pub(crate) fn note(&self, household: &str, line: &str) {
        self.core.households().note(household, line, Place::End, None).unwrap();
    }

    /// Of every household its id, heads, and the lines of its notes.
    pub(crate) fn households(&self) -> Vec<(String, Vec<String>, Vec<String>)> {
        let households = self.core.households().list(&ListFilter::default()).unwrap();
        let mut found: Vec<_> = households
            .iter()
            .map(|item| {
                let household = self.core.households().get(&item.id.to_string()).unwrap();
                let lines = household.fields.notes.lines().map(str::to_owned).collect();
                (household.id.to_string(), household.heads, lines)
            })
            .collect();
        found.sort();
        found
    }

    /// Whether another phone has the same, head for head, and every line once.
    pub(crate) fn assert_same_as(&self, witness: &Phone, lines: usize, why: &str) {
        let (here, there) = (self.households(), witness.households());
        assert_eq!(here, there, "{why}");
        let mut all: Vec<&String> = there.iter().flat_map(|(_, _, lines)| lines).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!((all.len(), count), (lines, lines), "{why}: each line once");
    }
}
