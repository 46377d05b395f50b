import json, time, threading
from datetime import UTC, datetime
import pytest
from tests.wardrobe.catalogue.feeds_made import item, rss
from tests.wardrobe.catalogue.serving import shop
from wardrobe.catalogue import importing
from wardrobe.catalogue.importing import StoppedError
from wardrobe.catalogue.fetching import Fetcher, FetchLimits
NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)

def test_stop(house, home, tmp_path):
    p=tmp_path/"f.xml"; p.write_text(rss(*(item(n) for n in range(1200))))
    id=house.catalogues.create(home,"S",str(p))
    n=iter([False,False,True])
    with pytest.raises(StoppedError): house.catalogues.import_feed(home,id,now=NOW,pause=lambda: next(n))
    done=house.catalogues.import_feed(home,id,now=NOW)
    print(done)
    assert done.count("failed")==0

def test_surrogate(house, home, tmp_path):
    p=tmp_path/"f.jsonl"; p.write_text('{"id":"1","title":"a","image_link":"https://a.example/1.jpg"}\n{"id":"2","title":"b\\ud800","image_link":"https://a.example/1.jpg"}\n{"id":"3\\u0000","title":"c","image_link":"https://a.example/1.jpg"}\n')
    id=house.catalogues.create(home,"S",str(p))
    done=house.catalogues.import_feed(home,id,now=NOW)
    print(done)
    assert done.state=="done" and done.count("rows")==3

def test_nonascii(house, home, tmp_path):
    with shop() as s, Fetcher(private=True) as f:
        s.files["/f%C3%A9.jpg"]=b"x"
        try: print(f.picture(s.address+"/fé.jpg"))
        except Exception as e: print(type(e), e)
        try: print(f.picture("http://köln.invalid/fé.jpg"))
        except Exception as e: print(type(e), e)
        try: print(f.picture(s.address+"/to?to=/fé.jpg"))
        except Exception as e: print(type(e), e)
        try: print(f.picture(s.address+"/a b.jpg"))
        except Exception as e: print(type(e), e)

def test_drip():
    import socket
    srv=socket.socket(); srv.bind(("127.0.0.1",0)); srv.listen()
    def run():
        c,_=srv.accept()
        c.recv(9999)
        try:
            c.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            for _ in range(60): c.sendall(b"a"); time.sleep(0.1)
        except OSError: pass
    threading.Thread(target=run,daemon=True).start()
    t=time.time()
    with Fetcher(private=True) as f:
        try: f.picture(f"http://127.0.0.1:{srv.getsockname()[1]}/", FetchLimits(bytes=1000,seconds=0.5,wait=1.0))
        except Exception as e: print(type(e), e)
    print("took",time.time()-t)
    assert time.time()-t<1.5

def test_removed_meanwhile(house, home, tmp_path):
    p=tmp_path/"f.xml"; p.write_text(rss(*(item(n) for n in range(1200))))
    id=house.catalogues.create(home,"S",str(p))
    def pause():
        try: house.catalogues.remove(home,id)
        except Exception: pass
        return False
    try: print(house.catalogues.import_feed(home,id,now=NOW,pause=pause))
    except Exception as e: print("RAISED",type(e),e)

def test_100k(house, home, tmp_path):
    p=tmp_path/"f.csv"
    with p.open("w") as f:
        f.write("id,title,image_link,link,price\n")
        for n in range(100_000): f.write(f"{n},Dress {n},https://a.example/{n}.jpg,https://a.example/{n},{10+n%50} EUR\n")
    id=house.catalogues.create(home,"S",str(p))
    import resource
    for _ in range(2):
        t=time.time(); done=house.catalogues.import_feed(home,id,now=NOW); print(done.counts, time.time()-t, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    t=time.time(); house.catalogues.list(home); print("list", time.time()-t)
    from wardrobe.matching.schema import FeedbackRow, NoticeRow
    from datetime import date, timedelta
    with house.database.write() as s:
        s.add_all(FeedbackRow(household_id=home,at=NOW,kind="liked",garment_ids=[1,2]) for _ in range(2000))
        s.add_all(NoticeRow(household_id=home,day=date(2020,1,1)+timedelta(days=k),kind="pick",state="made",made_at=NOW) for k in range(500))
    t=time.time(); house.catalogues.remove(home,id); print("remove", time.time()-t)
def test_words(house, home):
    from wardrobe.catalogue.searching import ItemSearch
    s=ItemSearch(house.database, house.shelves)
    for n in (100,3000):
        try: s.find(home, " ".join(f"xyz{k}" for k in range(n)))
        except Exception as e: print(n,type(e),e)
