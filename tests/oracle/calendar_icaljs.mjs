// The moments that ical.js reads in a calendar: node calendar_icaljs.mjs MODULE CALENDAR UNTIL. One line an event: UID and instants.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [module, path, until] = process.argv.slice(2);
const { default: ICAL } = await import(pathToFileURL(module));
const calendar = new ICAL.Component(ICAL.parse(readFileSync(path, 'utf8')));

for (const zone of calendar.getAllSubcomponents('vtimezone'))
  ICAL.TimezoneService.register(zone);
for (const component of calendar.getAllSubcomponents('vevent')) {
  const event = new ICAL.Event(component);
  const moments = [];
  if (event.isRecurring()) {
    const steps = event.iterator();
    for (let time = steps.next(); time && time.toUnixTime() <= Number(until); time = steps.next())
      moments.push(time.toUnixTime());
  } else {
    moments.push(event.startDate.toUnixTime());
  }
  console.log([event.uid, ...moments].join(' '));
}
