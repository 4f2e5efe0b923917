//! The end of every run: all that is broken is mended, people help where help is needed, and when it has become quiet every page shows
//! exactly what the backend has.

use std::collections::BTreeMap;

use glx_realtime::engine::{Input, RoomStatus, Status};

use super::draw::ROOMS;
use super::play::{Player, words};
use crate::client::Storage;
use crate::promises;
use crate::world::room;

impl Player {
    pub(super) fn end(&mut self) {
        self.mend();
        self.world.run(60_000);
        for page in self.living() {
            self.help(page);
        }
        self.world.run(120_000);
        for page in self.living() {
            self.help(page);
        }
        self.world.run(200_000);
        for page in self.living() {
            self.everything_is_there(page);
            self.every_notification_is_there(page);
        }
        for page in self.living() {
            self.world.cut(page);
        }
        self.world.run(60_000);
        for page in self.living() {
            self.everything_is_there(page);
            self.every_notification_is_there(page);
        }
        self.every_text_is_saved_once();
        self.tabs_have_read_the_same();
    }

    fn tabs_have_read_the_same(&self) {
        let living = self.living();
        for (at, page) in living.iter().enumerate() {
            for other in &living[at + 1..] {
                let (one, two) = (&self.world.clients[*page], &self.world.clients[*other]);
                let keep = [one, two]
                    .iter()
                    .all(|tab| tab.storage == Storage::Keeps && !tab.watch.unkept && !tab.watch.was_unkept);
                if keep && one.browser == two.browser && one.user == two.user {
                    // What one of them has signed out of is forgotten there, and read from the start.
                    for (room, mark) in promises::marks(one) {
                        let other = promises::marks(two).get(room).unwrap_or(mark);
                        assert_eq!(mark, other, "two tabs of page {page}'s browser have read room {room}");
                    }
                }
            }
        }
    }

    /// Pages with somebody at them.
    fn living(&self) -> Vec<usize> {
        (0..self.world.clients.len()).filter(|page| self.world.clients[*page].signed_in).collect()
    }

    fn mend(&mut self) {
        self.world.server(true);
        self.world.refuses = None;
        self.world.deaf = false;
        self.world.wrong_secret = false;
        self.world.backend.mute = false;
        for page in self.living() {
            let client = &mut self.world.clients[page];
            client.faults.clear();
            client.fates.clear();
            client.silent = false;
            client.swallows = None;
            client.can_refresh = true;
            if client.storage == Storage::Full {
                client.storage = Storage::Keeps;
            }
            self.thaw(page);
            self.world.online(page, true);
            self.world.feed_to(page, Input::Visible(true));
            self.world.release_to(page);
            self.sign_in(page, self.world.clients[page].user);
        }
    }

    fn help(&mut self, page: usize) {
        self.world.feed_to(page, Input::ReconnectNow);
        self.retry(page);
    }

    fn everything_is_there(&mut self, page: usize) {
        let view = self.world.clients[page].engine.view();
        assert_eq!(view.health.status, Status::Live, "when all is quiet, page {page}: {:?}", view.health);
        assert_eq!(view.health.waiting_to_send, 0, "when all is quiet, page {page} has something to send");
        let user = self.world.clients[page].user;
        for number in &self.open[page] {
            let shown = &view.rooms[&room(*number)];
            assert_eq!(shown.status, RoomStatus::Live, "when all is quiet, page {page}, room {number}");
            let saved = self.world.backend.room(*number);
            let texts: Vec<_> = saved.iter().map(|row| (row.id, row.text.clone())).collect();
            let rows: Vec<_> = shown.messages.iter().map(|row| (row.id.get(), row.text.to_string())).collect();
            assert_eq!(rows, texts, "when all is quiet, page {page} does not show room {number} as it is");
            for (row, saved) in shown.messages.iter().zip(saved) {
                assert_eq!(row.mine, saved.user == user, "whose is {}", row.text);
            }
        }
    }

    fn every_notification_is_there(&mut self, page: usize) {
        let view = self.world.clients[page].engine.view();
        let user = self.world.clients[page].user;
        let notices = self.world.backend.notices.iter().rev().filter(|(owner, _)| *owner == user).take(20);
        let newest: Vec<_> = notices.map(|(_, notice)| notice["id"].as_str().unwrap_or_default().to_owned()).collect();
        let feed = view.notifications.feed.iter().take(newest.len()).map(|notice| notice.id.to_string());
        assert_eq!(feed.collect::<Vec<_>>(), newest, "when all is quiet, the notifications of page {page}");
    }

    fn every_text_is_saved_once(&self) {
        for (text, typed) in &self.typed {
            let wanted = words(*text);
            let rows = self.world.backend.rows.iter().filter(|row| row.room == typed.room && row.text == wanted);
            let (own, others): (Vec<_>, Vec<_>) = rows.partition(|row| row.client_id.is_some());
            let page = typed.page;
            let client = &self.world.clients[page];
            let unplaced = client.watch.unplaced.contains(&wanted);
            assert!(
                own.len() <= 1 || (unplaced && client.clock_was_wrong),
                "{wanted:?} of page {page} is saved {} times",
                own.len()
            );
            // The user's own words from elsewhere cannot be told from the text itself, unless they were known before.
            let elsewhere = others.iter().filter(|row| row.user == typed.user && (row.id > typed.twin || unplaced));
            let there = own.len() + elsewhere.count();
            let gone = typed.may_be_lost || self.world.clients[page].user != typed.user;
            assert!(there > 0 || gone, "{wanted:?} of page {page} in room {} is lost", typed.room);
        }
        self.texts_are_in_the_order_they_were_typed();
    }

    /// But for those that failed and were tried again by hand.
    fn texts_are_in_the_order_they_were_typed(&self) {
        let mut by_page: BTreeMap<(usize, u64, u64), Vec<u64>> = BTreeMap::new();
        let numbers: BTreeMap<String, u64> = self.typed.keys().map(|text| (words(*text), *text)).collect();
        for row in self.world.backend.rows.iter().filter(|row| row.client_id.is_some() && row.room <= ROOMS) {
            let Some((number, typed)) = numbers.get(&row.text).and_then(|n| Some((*n, self.typed.get(n)?))) else {
                continue;
            };
            by_page.entry((typed.page, typed.user, row.room)).or_default().push(number);
        }
        for ((page, _, room), order) in by_page {
            let failed = self.world.clients[page].watch.failed_in.contains(&room);
            assert!(failed || order.is_sorted(), "page {page} in room {room} has sent in this order: {order:?}");
        }
    }
}
