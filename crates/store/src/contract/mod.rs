//! What every engine must do, as cases. An engine's crate says how a store is made ([`Engine`]) and invokes
//! [`contract!`](crate::contract!), which makes a test of every case.

pub mod accesses;
pub mod accounts;
pub mod acts;
pub mod areas;
pub mod assignments;
pub mod authentication;
pub mod case_work;
pub mod categories;
pub mod devices;
pub mod documents;
pub mod duties;
pub mod facts;
pub mod feed;
pub mod feed_simulation;
pub mod figures;
pub mod lists;
pub mod merging;
pub mod people;
pub mod quarantine;
pub mod reference;
pub mod reports;
pub mod requests;
pub mod scope;
pub mod search;
pub mod transactions;
pub mod units;
pub mod views;
pub mod world;

use crate::Store;

/// A place with one store of [`world::TENANT`] and [`world::EPOCH`], for the time of one case.
pub trait Engine {
    /// The store.
    type Store: Store;

    /// An empty store.
    fn fresh() -> Self;

    /// A handle on it; another call gives another handle on the same store, as another process has.
    fn open(&self) -> Self::Store;
}

/// Makes a test of every case for an [`Engine`].
#[macro_export]
macro_rules! contract {
    ($engine:ty) => {
        $crate::contract! { $engine =>
            accesses: [accesses_are_kept_and_found, access_has_a_person],
            accounts: [password_is_read_alone, password_once_is_one_until_another_is_set,
                unchanged_account_keeps_its_number, login_is_unique],
            acts: [acts_are_kept_in_order],
            areas: [unchanged_area_keeps_its_number, tree_is_read_from_any_place, circles_are_refused,
                parent_may_come_later, missing_parent_fails_the_commit, merged_area_is_closed,
                former_names_are_kept],
            assignments: [assignment_is_made_once_and_ended_once, assigned_to_knows_areas_around,
                assignments_over_one_thing],
            authentication: [refresh_tokens_rotate, stolen_token_ends_the_session, sessions_end, signing_keys_live,
                login_attempts_are_counted],
            case_work: [cases_are_filtered_by_what_is_to_be_done, parts_in_cases_follow_the_record, deadlines_are_kept],
            categories: [renamed_category_is_found, categories_have_an_order],
            devices: [enrol_codes_work_once, device_moves_forward, actors_have_one_owner, frames_are_found_by_hash],
            documents: [changes_are_appended_in_order, snapshot_shortens_loading, change_is_taken_once,
                household_gives_its_area_late, kinds_do_not_change, projecting_anew_moves_nothing,
                roster_row_is_kept, receipts_tell_when_changes_came],
            duties: [duty_brings_a_case_and_takes_it_away, duty_stands_beside_other_ways, duty_is_read_and_written],
            facts: [facts_follow_what_is_written, facts_are_those_of_a_recount],
            feed: [grant_brings_documents_whole, edit_brings_changes_only, end_makes_documents_leave,
                late_household_brings_its_people, diary_goes_to_its_owner_alone, leader_holds_their_area,
                earliest_way_counts, moved_area_enters_and_leaves, merged_area_is_not_sent_again, moved_household_enters_and_leaves,
                upto_closes_a_round, pages_follow_each_other, hostile_numbers_find_nothing],
            feed_simulation: [devices_converge],
            figures: [figures_are_those_of_lists, search_goes_over_all_kinds],
            lists: [filters_hold, orders_are_total, walking_gives_what_pages_give, pages_stay_while_rows_are_added, drafts_are_their_owners,
                people_of_an_area_are_read_by_its_leader, foreign_document_is_not_shown,
                cursors_of_other_queries_do_no_harm],
            merging: [merged_households_are_listed_once, links_are_followed_however_they_come,
                the_other_shows_where_its_survivor_does_not],
            people: [people_are_found, near_are_those_who_work_there],
            quarantine: [refusals_are_kept_whole_and_once, refusals_are_listed_by_person_and_area, a_refusal_is_decided_once,
                devices_hear_what_became_of_their_own, what_is_refused_again_is_not_forgotten,
                what_waits_is_of_one_device_and_document],
            reference: [rows_come_once, new_scope_brings_its_rows, categories_are_seeded],
            reports: [a_period_is_counted, report_versions_are_kept],
            requests: [requests_are_remembered_for_a_while],
            scope: [readers_see_by_role, devices_write_in_scope],
            search: [search_is_the_models],
            transactions: [two_handles_write_in_turns, rollback_undoes_one_of_several, dropped_writing_never_was,
                reading_is_of_one_moment, county_is_kept],
            units: [unchanged_unit_keeps_its_number, people_belong_to_a_unit],
            views: [views_are_their_owners],
        }
    };
    ($engine:ty => $($topic:ident: [$($case:ident),+ $(,)?]),+ $(,)?) => {
        $crate::contract! { @flat $engine => $($($topic::$case)+)+ }
    };
    (@flat $engine:ty => $($topic:ident::$case:ident)+) => {
        $(
            #[test]
            fn $case() {
                let engine = <$engine as $crate::contract::Engine>::fresh();
                $crate::contract::$topic::$case(&engine).unwrap();
            }
        )+
    };
}
